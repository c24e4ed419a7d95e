/** A record is not larger: of a body all can be one. A file is not judged by another measure, nor is a change. */
export const MAX_RECORD_BYTES = 5 * 1024 * 1024;

/** `upload_name` and `fields` of a body, together. */
export const MAX_MEMBERS_BYTES = 512 * 1024;
