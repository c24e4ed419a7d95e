export { ProgressBoard, type ProgressEntry } from './progress-board';
