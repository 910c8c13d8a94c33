"""Names for devices that were not given one."""

# The first match wins: Edge and Opera call themselves Chrome, Chrome calls itself Safari.
PROGRAMS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
    "okhttp": "Android app",
    "CFNetwork": "Apple app",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def describe(user_agent: str) -> str:
    """For example "Firefox on Linux"; for an unknown program, its own first word."""
    program = _first(PROGRAMS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if program and system:
        return f"{program} on {system}"
    return program or system or user_agent.partition("/")[0].strip()[:60]


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for mark, name in names.items() if mark in user_agent), "")
