/** What can be told of a file before the server has looked at it, so that readers keep room for it. */
export interface Look {
  width?: number;
  height?: number;
  duration_ms?: number;
}

const LONGEST_LOOK_MS = 3_000;

/** Sides and duration; nothing where this browser cannot tell. */
export async function look(file: Blob): Promise<Look> {
  try {
    if (file.type.startsWith("image/")) return await lookAtPicture(file);
    if (file.type.startsWith("video/") || file.type.startsWith("audio/")) return await lookAtMedia(file);
  } catch {
    // Not a picture after all: the server will say what it is.
  }
  return {};
}

async function lookAtPicture(file: Blob): Promise<Look> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

function lookAtMedia(file: Blob): Promise<Look> {
  const kind = file.type.startsWith("video/") ? "video" : "audio";
  const element = document.createElement(kind);
  const url = URL.createObjectURL(file);
  const told = new Promise<Look>((resolve) => {
    setTimeout(() => resolve({}), LONGEST_LOOK_MS);
    element.onerror = () => resolve({});
    element.onloadedmetadata = () => resolve(lookOf(element));
  });
  element.preload = "metadata";
  element.src = url;
  return told.finally(() => {
    element.removeAttribute("src");
    URL.revokeObjectURL(url);
  });
}

function lookOf(element: HTMLMediaElement): Look {
  const found: Look = {};
  // A recording that was not ended properly has no length.
  if (Number.isFinite(element.duration)) found.duration_ms = Math.round(element.duration * 1000);
  if (element instanceof HTMLVideoElement && element.videoWidth) {
    found.width = element.videoWidth;
    found.height = element.videoHeight;
  }
  return found;
}
