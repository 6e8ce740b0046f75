let wanted = false;
let focus: (() => void) | undefined;

/** Asks for the editor to take the focus: at once where it stands, else as soon as it does. */
export function requestFocus(): void {
  wanted = focus === undefined;
  focus?.();
}

/** The editor that stands. Takes the focus if that was asked for. Gives the way to stand no longer. */
export function offerFocus(take: () => void): () => void {
  focus = take;
  if (wanted) take();
  wanted = false;
  return () => {
    if (focus === take) focus = undefined;
  };
}
