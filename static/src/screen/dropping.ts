/** The files of a paste or drop, including a picture that was copied from a page together with its markup. */
export function filesOf(data: DataTransfer | null): File[] {
  return data ? [...data.files] : [];
}

export function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Accepts files that are dragged onto an element, and marks it while they are over it. */
export function takeDrops(element: HTMLElement, take: (files: File[]) => void): void {
  let depth = 0;
  const become = (next: number): void => {
    depth = Math.max(0, next);
    element.classList.toggle("dropping", depth > 0);
  };
  element.addEventListener("dragenter", (event) => carriesFiles(event) && become(depth + 1));
  element.addEventListener("dragleave", (event) => carriesFiles(event) && become(depth - 1));
  element.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = "copy";
  });
  element.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    become(0);
    take(filesOf(event.dataTransfer));
  });
}
