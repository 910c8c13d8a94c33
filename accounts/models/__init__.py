from accounts.models.block import Block
from accounts.models.device import Device
from accounts.models.user import User

__all__ = ["Block", "Device", "User"]
