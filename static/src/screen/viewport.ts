// If the on-screen keyboard covers the page instead of resizing it (iOS), sets the page's height to the visible part.

export function followKeyboard(): () => void {
  const view = window.visualViewport;
  if (!view) return () => undefined;
  const follow = () => {
    const root = document.documentElement;
    const covered = innerHeight - view.height > 80;
    root.classList.toggle("keyboard-open", covered);
    if (covered) root.style.setProperty("--view-height", `${view.height}px`);
    else root.style.removeProperty("--view-height");
    if (covered) scrollTo(0, 0);
  };
  view.addEventListener("resize", follow);
  return () => view.removeEventListener("resize", follow);
}
