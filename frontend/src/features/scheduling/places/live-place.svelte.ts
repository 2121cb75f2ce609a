import { api, Resource } from '../../../kit';
import type { OwnPlace } from '../../../kit/api/types';
import { invalidations } from '../../../kit/invalidations';

/** The reader's place on a session, loaded again when the server says that it changed. For a component's setup. */
export function livePlace(id: () => string): Resource<OwnPlace> {
  const resource = new Resource(() => api.get<OwnPlace>(`/sessions/${id()}/places/me`));
  $effect(() =>
    invalidations.subscribe((topic) => {
      if (topic === 'places' || topic === 'live') void resource.reload();
    }),
  );
  return resource;
}
