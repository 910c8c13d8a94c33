// The panes, none of which is part of the first view: one file, loaded when the first of them opens.
import "./details-pane";
import "./invitations-pane";
import "./media-pane";
import "./members-pane";
import "./pins-pane";
