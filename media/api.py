"""Uploads and attachments over REST. The bytes are transferred by the addresses that these endpoints return."""

from django.conf import settings
from msgspec.structs import asdict
from rest_framework.response import Response

from accounts.authentication import SignedRequest
from accounts.serializers import own_profile
from chatproject.contract.commands.media import CompleteUpload, LinkAttachment, SignParts, StartUpload
from chatproject.contract.errors import Invalid
from chatproject.contract.objects import media as objects
from chatproject.contract.objects.accounts import Me
from chatproject.contract.objects.media import Attachment as AttachmentShape
from chatproject.contract.schema import documented
from chatproject.rest.turns import in_turn
from chatproject.rest.views import Api, answer
from media import rendering
from media.operations.completing import complete_upload
from media.operations.downloading import link_attachment, read_attachment
from media.operations.picturing import change_avatar, remove_avatar
from media.operations.uploading import cancel_upload, read_upload, sign_parts, start_upload
from media.parsers import PictureBytesParser, PictureParser


class UploadsApi(Api):
    @documented("Start uploading a file", request=StartUpload, response=objects.Upload, status=201)
    def post(self, request: SignedRequest, conversation: str) -> Response:
        """Returns the number of parts to send, and the size of each."""
        command = self.read(StartUpload)
        begun = start_upload(actor=request.user, conversation_id=conversation, **asdict(command))
        return answer(rendering.upload(begun, received=[]), status=201)


class UploadApi(Api):
    @documented("Get the progress of an upload", response=objects.Upload)
    def get(self, request: SignedRequest, upload: str) -> Response:
        """`received` lists the parts that have arrived."""
        return answer(rendering.upload(*read_upload(actor=request.user, upload_id=upload)))

    @documented("Cancel an upload and delete its bytes", status=204)
    def delete(self, request: SignedRequest, upload: str) -> Response:
        """A message that names the upload shows it as rejected, with `never_came`."""
        cancel_upload(actor=request.user, upload_id=upload)
        return answer()


class PartsApi(Api):
    @documented("Get the addresses for parts of an upload", request=SignParts, response=objects.PartRequests)
    def post(self, request: SignedRequest, upload: str) -> Response:
        """Returns one request for each part. Send it unchanged, without a token or cookie."""
        numbers = self.read(SignParts).numbers
        row, signed = sign_parts(actor=request.user, upload_id=upload, numbers=numbers)
        parts = [
            rendering.part_request(row, number, each, request.build_absolute_uri)
            for number, each in zip(numbers, signed, strict=True)
        ]
        return answer(objects.PartRequests(parts=parts))


class CompletionApi(Api):
    @documented("Complete an upload whose parts have all arrived", request=CompleteUpload, response=AttachmentShape)
    def post(self, request: SignedRequest, upload: str) -> Response:
        """Returns the attachment, which is `pending` while the server examines the bytes. Safe to repeat."""
        sha256 = self.read(CompleteUpload).sha256
        return answer(rendering.attachment(complete_upload(actor=request.user, upload_id=upload, sha256=sha256)))


class AttachmentApi(Api):
    @documented("Get an attachment", response=AttachmentShape)
    def get(self, request: SignedRequest, attachment: str) -> Response:
        """`state` shows whether the file is ready. For the uploader, and for users who may read its message."""
        return answer(rendering.attachment(read_attachment(actor=request.user, attachment_id=attachment)))


class LinkApi(Api):
    @documented(
        "Get a link to an attachment's bytes or one of its variants, valid for a minute",
        request=LinkAttachment,
        response=objects.AttachmentLink,
    )
    def post(self, request: SignedRequest, attachment: str) -> Response:
        """Fetch the link without a token. With `download`, browsers save the file instead of showing it."""
        signed = link_attachment(actor=request.user, attachment_id=attachment, **asdict(self.read(LinkAttachment)))
        return answer(rendering.link(signed, request.build_absolute_uri))


class ContentApi(Api):
    @documented(
        "Redirect to an attachment's bytes; pages may keep this address",
        query={"variant": str, "download": bool},
        status=302,
    )
    def get(self, request: SignedRequest, attachment: str) -> Response:
        """Redirects to a link that works for a minute. This address works while the caller may read the message."""
        signed = link_attachment(
            actor=request.user,
            attachment_id=attachment,
            variant=request.query_params.get("variant", ""),
            download=request.query_params.get("download") == "true",
        )
        # Cached only while the link is sure to be valid when it is followed.
        kept = f"private, max-age={settings.MEDIA_LINK_SECONDS // 2}"
        return Response(status=302, headers={"Location": signed.url, "Cache-Control": kept})


class PictureBody(Api):
    """A view that reads a picture from the body, of at most 5 MiB."""

    parser_classes = [PictureParser, PictureBytesParser]

    @property
    def image(self) -> bytes:
        data = self.request.data
        if not isinstance(data, bytes) or not data:
            raise Invalid("The body must be an image, sent as image/* or application/octet-stream.")
        return data


class AvatarApi(PictureBody):
    @documented("Change your picture: the body is an image", request=bytes, response=Me)
    @in_turn("picture")
    def put(self, request: SignedRequest) -> Response:
        """The picture is stored as a square of 512 pixels, at a new address."""
        return answer(own_profile(change_avatar(actor=request.user, image=self.image)))

    @documented("Remove your picture", response=Me)
    def delete(self, request: SignedRequest) -> Response:
        """The picture's address stops working."""
        return answer(own_profile(remove_avatar(actor=request.user)))
