import type { Calls } from "../../connection/calls";
import { Refused } from "../../connection/errors";
import type { Invitations, Members } from "../api";
import type { Users } from "../people/users";
import type { Store } from "../sync/store";
import { OpenMemberList } from "./member_list";

/** See `Members` in api.ts. Every change also causes an event, and the event changes the store. */
export function membersBy(calls: Calls, store: Store, users: Users): Members {
  return {
    list(id) {
      const conversation = store.peek(id);
      if (!conversation) throw new Refused({ code: "not_found", detail: "" });
      return new OpenMemberList(conversation, calls, users);
    },
    add: async (id, user, role) => "rev" in (await calls.addMember(id, user, role)),
    remove: (id, user) => calls.removeMember(id, user),
    changeRole: async (id, user, role) => void (await calls.changeRole(id, user, role)),
    bans: async (id) => (await calls.bans(id)).items,
    ban: async (id, input) => void (await calls.ban(id, input)),
    liftBan: (id, user) => calls.liftBan(id, user),
  };
}

/** See `Invitations` in api.ts. */
export function invitationsBy(calls: Calls): Invitations {
  return {
    of: async (id) => (await calls.invitations(id)).items,
    create: (id, input) => calls.createInvitation(id, input),
    revoke: (id, invitation) => calls.revokeInvitation(id, invitation),
  };
}
