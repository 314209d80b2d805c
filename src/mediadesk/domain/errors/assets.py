"""What can be wrong with an asset or its conversion."""

from mediadesk.domain.errors.base import MediadeskError


class AssetNotFound(MediadeskError):
    code = "asset_not_found"
    title = "There is no such asset"
    remedy = "Check the asset id; list the assets to find it."


class AssetTooLarge(MediadeskError):
    code = "asset_too_large"
    title = "The file is larger than an upload may be"
    remedy = "Upload a smaller or more strongly compressed file."


class UnsupportedMediaType(MediadeskError):
    code = "unsupported_media_type"
    title = "This content type is not accepted"
    remedy = "Send a video or GIF with one of the accepted content types."


class AssetNotReady(MediadeskError):
    code = "asset_not_ready"
    title = "The asset is not converted"
    remedy = "Wait until its conversion has completed; one that failed can't be assigned."


class AssetUnavailable(MediadeskError):
    code = "asset_unavailable"
    title = "The asset was deleted"
    remedy = "Restore the asset, or choose another one."


class AssetAssigned(MediadeskError):
    code = "asset_assigned"
    title = "Somebody holds this asset"
    remedy = "Take it from everybody who holds it, then delete it."


class UploadIncomplete(MediadeskError):
    code = "upload_incomplete"
    title = "The file has not arrived whole"
    remedy = "Read the state of the upload, send the parts that are missing, complete it again."


class UploadExpired(MediadeskError):
    code = "upload_expired"
    title = "The time for this upload is over"
    remedy = "Announce the file anew and upload it again."


class ConversionNotFailed(MediadeskError):
    code = "conversion_not_failed"
    title = "Only a failed conversion can be retried"
    remedy = "Read the asset; wait while its conversion is under way."


class ConversionNotRetryable(MediadeskError):
    code = "conversion_not_retryable"
    title = "The same file would fail again"
    remedy = "Do what the error of the conversion says, and upload the new file."


class IllegalTransition(MediadeskError):
    code = "illegal_transition"
    title = "The conversion is not in a state that allows this"
    remedy = "Read the asset again; its status has moved on."


class LeaseLost(MediadeskError):
    """Another converter has taken this job over: stop and leave everything as it is."""

    code = "lease_lost"
    title = "The job is no longer this converter's"
    remedy = "None is needed: the converter that took it over finishes it."


class ObjectGone(MediadeskError):
    code = "object_gone"
    title = "The file is not in storage any more"
    remedy = "Upload it again."


class EncoderInterrupted(MediadeskError):
    """The encoder was killed from outside, as for want of memory: the file is not to blame."""

    code = "encoder_interrupted"
    title = "The encoder was killed"
    remedy = "None is needed: the conversion is tried again."


class JobHeld(MediadeskError):
    """Another converter is at work on this job and was heard of lately."""

    code = "job_held"
    title = "Another converter works on this job"
    remedy = "None is needed: the message comes again when that converter's lease is over."
