/** An `input` handler that limits a field to `most` characters. Counts like the server; `maxlength` counts an emoji as two. */
export function bounded(most: number): (event: Event) => void {
  return ({ target }) => {
    const field = target as HTMLInputElement | HTMLTextAreaElement;
    const over = [...field.value].length - most;
    field.setCustomValidity(over > 0 ? `Use at most ${most} characters: remove ${over}.` : "");
  };
}
