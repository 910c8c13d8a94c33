from staff.models.act import StaffAct
from staff.models.notice import Notice
from staff.models.state import ServerState

__all__ = ["Notice", "ServerState", "StaffAct"]
