export { AudienceUpload } from './audience-upload.entity';
export {
  audiencePercentage,
  audienceProgress,
  audienceProgressEntry,
  audienceState,
  showUpload,
  type AudienceProgress,
} from './audience.events';
export { AUDIENCE_QUEUE, audienceJobs, type AudiencePayload } from './audience.jobs';
export { fieldNameOf, MAX_FIELDS } from './fields';
export {
  IDENTITY_FAULTS,
  IDENTITY_FIELDS,
  IDENTITY_MEMBERS,
  identityBytes,
  identityKey,
  isIdentified,
  judgeIdentity,
  type Identity,
  type IdentityFault,
  type IdentityFaultCode,
  type IdentityField,
  type IdentityJudgement,
  type IdentityMember,
  type IdentityValues,
} from './identity';
export { MAX_MEMBERS_BYTES, MAX_RECORD_BYTES } from './limits';
export {
  isLoaded,
  isUploadFinal,
  ON_ERROR,
  PROCESSING_STATUSES,
  UPLOAD_FORMATS,
  UPLOAD_STATUS,
  type OnError,
  type ProcessingStatus,
  type UploadFormat,
} from './audience.status';
