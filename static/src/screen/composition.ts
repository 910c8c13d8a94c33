// Input methods (Japanese, Chinese, Korean…) use Enter, Escape, Tab and arrows while the user composes a word.

/**
 * Hides the keys of an input method from all handlers of the page.
 *
 * Safari sends the Enter that confirms a choice after `compositionend`, without `isComposing`: only its key code,
 * 229, distinguishes it.
 */
export function leaveKeysToInputMethods(): () => void {
  const stop = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", stop, { capture: true });
  return () => document.removeEventListener("keydown", stop, { capture: true });
}
