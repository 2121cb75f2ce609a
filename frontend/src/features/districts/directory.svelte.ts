import { api, login, time } from '../../kit';
import type { District, Id, Page, Studio, StudioView } from '../../kit/api/types';

/**
 * The districts and studios that the reader may see, loaded once per login; details of studios are loaded as needed.
 */
class Directory {
  districts = $state.raw<District[]>([]);
  studios = $state.raw<Studio[]>([]);
  isLoaded = $state(false);
  #loading: Promise<void> | null = null;
  #studioViews = new Map<Id, Promise<StudioView>>();

  constructor() {
    login.subscribe(
      () => undefined,
      () => this.clear(),
    );
  }

  load = (): Promise<void> => {
    this.#loading ??= this.#fetch().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  };

  /** Loads again after something was added or renamed. */
  reload = (): Promise<void> => {
    this.#loading = null;
    this.#studioViews.clear();
    return this.load();
  };

  /** Returns a studio with its rooms and hours. */
  studioView(id: Id): Promise<StudioView> {
    let view = this.#studioViews.get(id);
    if (!view) {
      view = api.get<StudioView>(`/studios/${id}`);
      view.catch(() => this.#studioViews.delete(id));
      this.#studioViews.set(id, view);
    }
    return view;
  }

  clear(): void {
    this.#loading = null;
    this.#studioViews.clear();
    this.districts = [];
    this.studios = [];
    this.isLoaded = false;
  }

  district(id: Id | null): District | undefined {
    return this.districts.find((district) => district.id === id);
  }

  studio(id: Id | null): Studio | undefined {
    return this.studios.find((studio) => studio.id === id);
  }

  studiosOf(district: Id | null): Studio[] {
    return this.studios.filter((studio) => studio.is_active && (district === null || studio.district_id === district));
  }

  /** The time zone for pages without a studio. */
  get zone(): string {
    return this.studios[0]?.zone ?? this.districts[0]?.zone ?? time.deviceZone();
  }

  /** The districts in which the reader has this role; headquarters has all. */
  districtsAs(role: 'coordinator' | 'supervisor' | 'counsellor'): District[] {
    if (login.has('headquarters')) return this.districts;
    const own = new Set(login.grantsOf(role).map((grant) => grant.district_id));
    return this.districts.filter((district) => own.has(district.id));
  }

  async #fetch(): Promise<void> {
    const [districts, studios] = await Promise.all([all<District>('/districts'), all<Studio>('/studios')]);
    this.districts = districts;
    this.studios = studios;
    this.isLoaded = true;
  }
}

async function all<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await api.get<Page<T>>(path, { limit: 200, cursor });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return items;
}

export const directory = new Directory();
