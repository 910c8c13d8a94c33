from accounts.models.active_day import ActiveDay
from accounts.models.block import Block
from accounts.models.consent import Consent
from accounts.models.deletion import AccountDeletion
from accounts.models.device import Device
from accounts.models.email import EmailChange, PendingEmail
from accounts.models.hold import PersonHold
from accounts.models.personal_counter import PersonalCounter, PersonalMark
from accounts.models.reserved_name import ReservedName
from accounts.models.sign_up import ServerInvitation, SignUpPolicy, WaitingAccount
from accounts.models.user import User

__all__ = [
    "AccountDeletion",
    "ActiveDay",
    "Block",
    "Consent",
    "Device",
    "EmailChange",
    "PendingEmail",
    "PersonHold",
    "PersonalCounter",
    "PersonalMark",
    "ReservedName",
    "ServerInvitation",
    "SignUpPolicy",
    "User",
    "WaitingAccount",
]
