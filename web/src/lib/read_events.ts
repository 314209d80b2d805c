/** How events are read where no socket brings them. */
import { type Api, answer } from './api';
import type { ReadEvents } from './live_polling';

export function eventReader(api: Api): ReadEvents {
  return (topics, since, signal) => {
    const query = { topics: topics.join(','), ...(since !== null && { since }) };
    return answer(api.GET('/api/admin/events', { params: { query }, signal }));
  };
}
