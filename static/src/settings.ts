// Settings pages whose changes take effect at once. An element renders the data that the server put on the page.
import { signal } from "@preact/signals-core";
import { browserWorld } from "./connection/browser";
import { Calls } from "./connection/calls";
import { Rest } from "./connection/rest";
import "./elements/notice-stack";
import type { NoticeStack } from "./elements/notice-stack";
import "./elements/settings/notifications-settings";
import "./elements/settings/preferences-settings";
import "./elements/settings/privacy-settings";
import { installIcons } from "./icons/icon";
import type { Me } from "./models/api";
import { Tabs } from "./models/browser/tabs";
import { ThisBrowserPush } from "./models/notifications/browser_push";
import { KnownNotificationSettings } from "./models/notifications/notification_settings";
import type { Screen } from "./screen/screen";
import { type SettingsChat, SettingsScreen } from "./screen/settings-screen";

type Part = HTMLElement & { screen: SettingsScreen };

export function showSettings(places: Iterable<HTMLElement>): void {
  installIcons();
  const screen = new SettingsScreen(settingsChat());
  for (const place of places) {
    const part = document.createElement(place.dataset.live!) as Part;
    part.screen = screen;
    place.replaceChildren(part);
  }
  const notices = document.createElement("notice-stack") as NoticeStack;
  // The part of a screen that the element uses.
  notices.screen = {
    lastToast: screen.lastToast,
    chat: { notices: { all: signal([]) }, saved: { fired: signal([]) } },
  } as unknown as Screen;
  document.body.append(notices);
}

function settingsChat(): SettingsChat {
  const first = JSON.parse(document.getElementById("live")!.textContent!) as { me: Me; csrf: string };
  const me = signal(first.me);
  const world = browserWorld("/ws/v1", first.csrf);
  const calls = new Calls(new Rest(world, () => location.reload()));
  const tabs = new Tabs(world.openChannel(`parlance-${first.me.id}`));
  tabs.on("signed-out", () => location.reload());
  const { browserNotifications, memory, clock } = world;
  const browserPush = new ThisBrowserPush(
    browserNotifications,
    memory,
    calls,
    clock,
    tabs,
    `parlance.notifying.${first.me.id}`,
  );
  browserPush.start();
  return {
    account: {
      me,
      async update(changes) {
        me.value = await calls.updateMe(changes);
      },
    },
    browserPush,
    notificationSettings: new KnownNotificationSettings(calls, clock, tabs),
  };
}
