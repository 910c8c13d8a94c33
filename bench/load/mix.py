"""How often people do what, in relation to sending a message.

The shares are those that Mattermost measured at its largest customer and publishes with its load tests
(mattermost/mattermost-load-test-ng). Parlance has no threads: the acts around them are here the nearest reads. Uploads
and sign-ins are not in that list, and are added.
"""

SHARES = {
    "open a conversation": 6.52,  # SwitchChannel
    "scroll back": 1.99,  # ScrollChannel
    "send": 1.0,  # CreatePost
    "sync": 1.0,  # UnreadCheck
    "open a direct conversation": 0.98,  # OpenDirectOrGroupChannel
    "look at notifications": 0.60,  # ViewGlobalThreads
    "read": 0.32,  # UpdateThreadRead
    "follow a link to a message": 0.30,  # ClickPermalink
    "look at one message": 0.28,  # ViewThread
    "reconnect": 0.144,  # ReconnectWebSocket
    "react": 0.131,  # AddReaction
    "edit": 0.04,  # EditPost
    "search people": 0.032,  # SearchUsers
    "search links": 0.022,  # SearchPosts
    "upload": 0.02,
    "sign in": 0.02,
}
