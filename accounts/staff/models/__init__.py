from accounts.staff.models.act import StaffAct
from accounts.staff.models.document import Document
from accounts.staff.models.notice import Notice
from accounts.staff.models.state import ServerState

__all__ = ["Document", "Notice", "ServerState", "StaffAct"]
