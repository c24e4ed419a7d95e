export { eventsRoute, type EventsOptions } from './events-route';
export { Live } from './live';
export { mountPolling } from './socket-polling';
