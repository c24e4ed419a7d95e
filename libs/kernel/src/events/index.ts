export { EventFeed, type FeedEntry } from './event-feed';
export { EventHub, type EventHubOptions, type Listener } from './event-hub';
export { percentageOf, type SubjectLoader, type SubjectProgress, type SubjectState } from './subject-state';
