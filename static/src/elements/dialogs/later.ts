// The dialogs that are not part of the first view: one file, loaded when the first of them opens.
import "./add-members";
import "./ban-dialog";
import "./browse-channels";
import "./confirm-dialog";
import "../media/light-box";
import "./mute-dialog";
import "./new-conversation";
import "./notify-dialog";
import "./person-card";
import "./reactors-dialog";
import "./readers-dialog";
import "./report-dialog";
import "./requests-dialog";
import "./revisions-dialog";
import "./search-dialog";
import "./shortcuts-help";
import "./why-dialog";
