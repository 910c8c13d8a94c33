// Changes the user's picture on the profile page. Without script the buttons stay hidden.

const ADDRESS = "/api/v1/me/avatar";

export function offerPicture(buttons: HTMLElement): void {
  const field = buttons.querySelector<HTMLInputElement>('input[type="file"]')!;
  buttons.hidden = false;
  field.addEventListener("change", async () => {
    const [file] = field.files ?? [];
    field.value = "";
    if (!file) return;
    const { editPicture } = await import("./settings-picture");
    editPicture(file, (picture) => keep("PUT", picture));
  });
  buttons.querySelector<HTMLElement>("[data-remove]")?.addEventListener("click", () => {
    keep("DELETE").catch((refusal: Error) => {
      const line = buttons.querySelector<HTMLElement>("[role=alert]")!;
      line.textContent = refusal.message;
    });
  });
}

async function keep(method: "PUT" | "DELETE", picture?: Blob): Promise<void> {
  const csrf = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value;
  const headers: Record<string, string> = { "X-CSRFToken": csrf };
  if (picture) headers["Content-Type"] = picture.type;
  const answer = await fetch(ADDRESS, { method, headers, body: picture ?? null });
  if (!answer.ok) {
    const { detail = "" } = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Error(detail || "That did not work. Try again.");
  }
  location.reload();
}
