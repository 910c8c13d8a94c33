import type { MenuItem } from "../../screen/floating";
import type { Screen } from "../../screen/screen";
import { signOut } from "../../screen/signing-out";
import { visitSettings } from "../../screen/visiting";

export function profileMenu(screen: Screen): MenuItem[] {
  return [
    {
      label: "Settings",
      icon: "settings",
      shortcut: "Ctrl ,",
      act: () => visitSettings(screen.chat.session),
    },
    {
      label: "Keyboard shortcuts",
      icon: "keyboard",
      shortcut: "?",
      act: () => screen.show({ name: "shortcuts" }),
    },
    { label: "Sign out", icon: "leave", act: () => signOut(screen) },
  ];
}
