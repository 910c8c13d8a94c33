// Sentences for the user about refused files: what happened, and what to do.

const REASONS: Record<string, string> = {
  never_came: "The file never arrived. Send it again.",
  hash_mismatch: "The file changed on its way here. Send it again.",
  size_mismatch: "The size of the file changed on its way here. Send it again.",
  incomplete: "Parts of the file are missing. Send it again.",
  unreadable: "The file is damaged, or not what its name says. Check that it opens on your device.",
  too_large_picture: "The picture has too many pixels. Make it smaller and send it again.",
  too_many_frames: "The animation is too long. Shorten it, or send it as a video.",
  took_too_long: "The file took too long to check. Send a simpler version, or put it into an archive.",
  took_too_much: "The file needs too much memory to check. Send a smaller version.",
  infected: "A virus was found in the file, so no one can open it. Check the device that it came from.",
  not_scanned: "The file could not be checked for viruses. Send it again later.",
};

export function refusalWords(reason: string | null | undefined): string {
  return REASONS[reason ?? ""] ?? "The file was not accepted. Send it again.";
}
