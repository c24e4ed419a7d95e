import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { type Filter, isSystem } from './overview';

/** The filter stands in the address: it survives a reload, and can be sent to a colleague. */
export function useFilter(): [Filter, (filter: Filter) => void] {
  const [search, setSearch] = useSearchParams();
  const system = search.get('system') ?? '';
  const filter: Filter = {
    system: isSystem(system) ? system : null,
    state: search.get('state'),
    q: search.get('q') ?? '',
    isMine: search.get('owner') === 'me',
  };
  const setFilter = useCallback(
    (next: Filter) => {
      const params = new URLSearchParams();
      if (next.system) params.set('system', next.system);
      if (next.state) params.set('state', next.state);
      if (next.q !== '') params.set('q', next.q);
      if (next.isMine) params.set('owner', 'me');
      setSearch(params, { replace: true });
    },
    [setSearch],
  );
  return [filter, setFilter];
}

export function isFiltered({ system, state, q, isMine }: Filter): boolean {
  return system !== null || state !== null || q !== '' || isMine;
}
