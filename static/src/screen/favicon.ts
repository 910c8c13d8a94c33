// The page's icon, with a dot on it while something is unread.

const PLAIN = "/static/icons/parlance.svg";

export function showUnread(unread: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"][type="image/svg+xml"]');
  if (link) link.href = unread > 0 ? `data:image/svg+xml,${encodeURIComponent(badged(unread))}` : PLAIN;
}

/** The icon with the unread count in its corner, if the count is short enough to be legible. */
export function badged(unread: number): string {
  const text = unread > 9 ? "" : String(unread);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
    <rect width="64" height="64" rx="16" fill="#3a59b8"/>
    <path d="M34 14a16 16 0 1 1-8.4 29.6V53L18 45V30a16 16 0 0 1 16-16Z" fill="#fff"/>
    <circle cx="46" cy="18" r="18" fill="#d6322f"/>
    <text x="46" y="27.5" fill="#fff" font-family="system-ui, sans-serif" font-size="27" font-weight="700" text-anchor="middle">${text}</text>
  </svg>`;
}
