// The panes that few people open: one file, loaded when the first of them opens.
import "./invitations-pane";
import "./media-pane";
import "./members-pane";
import "./pins-pane";
