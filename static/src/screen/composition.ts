// An input method (Japanese, Chinese, Korean…) has its own use for Enter, Escape, Tab and arrows while a word is composed.

/**
 * Keeps keys that belong to an input method from every handler of the page.
 *
 * Safari sends the Enter that confirms a choice after `compositionend`, no longer as composing: only its key code,
 * 229, tells it from another.
 */
export function leaveKeysToInputMethods(): () => void {
  const stop = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", stop, { capture: true });
  return () => document.removeEventListener("keydown", stop, { capture: true });
}
