import type { MenuItem } from "../screen/floating";
import type { Screen } from "../screen/screen";
import { signOut } from "../screen/signing-out";

export function profileMenu(screen: Screen): MenuItem[] {
  const visit = (path: string) => () => location.assign(path);
  return [
    { label: "Preferences", icon: "preferences", act: () => screen.show({ name: "preferences" }) },
    { label: "Notifications", icon: "notify", act: () => screen.show({ name: "notifications" }) },
    { label: "Profile and account", icon: "settings", act: visit("/settings/profile/") },
    {
      label: "Keyboard shortcuts",
      icon: "keyboard",
      shortcut: "?",
      act: () => screen.show({ name: "shortcuts" }),
    },
    { label: "Sign out", icon: "leave", act: () => signOut(screen) },
  ];
}
