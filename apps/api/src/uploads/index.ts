export { claimUpload, lookAtUpload, type UploadedFile } from './claim-upload';
export { mountUploads } from './mount-uploads';
export { startUploadSweeper, sweepUploads } from './upload-sweeper';
export { uploadPaths } from './upload-paths';
