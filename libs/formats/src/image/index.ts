export { IMAGE_KIND_BYTES, imageKind, type ImageKind, MEDIA_TYPES } from './image-kind';
