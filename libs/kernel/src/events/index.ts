export { EventFeed, type FeedEntry } from './event-feed';
export { EventHub, type EventHubOptions, type Listener } from './event-hub';
export { NoticeFeed, type HeardNotice, type Notice } from './notice-feed';
export { NoticeHub, type NoticeHubOptions, type NoticeListener } from './notice-hub';
export { percentageOf, type SubjectLoader, type SubjectProgress, type SubjectState } from './subject-state';
