import { deleteDB, openDB, type IDBPDatabase } from 'idb';

/**
 * Encrypted storage on this device: small values by name, AES-GCM under a key that cannot be extracted from the
 * browser. Sign-out and quick exit delete the key and the values together (safety 54). When a login ends by the idle
 * lock or by its age, only unsent entries stay, sealed, until the same person signs in again, so that attendance taken
 * offline is not lost. Without browser cryptography (in insecure contexts) values are kept in memory only.
 */

const NAME = 'shell';
const KEY = 'key';
const OWNER = 'owner';

interface Encrypted {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

export class Store {
  #db: IDBPDatabase | null = null;
  #key: CryptoKey | null = null;
  #memory = new Map<string, unknown>();

  /** Opens the store of an earlier page of the same login, without naming a person. False if there is none. */
  async resume(): Promise<boolean> {
    if (!(await this.#connect())) return false;
    const key = await this.#db?.get('keys', KEY).catch(() => undefined);
    this.#key = (key as CryptoKey | undefined) ?? null;
    return this.#key !== null;
  }

  /** Opens the store for a person. The values of another person are deleted first. */
  async open(owner: string): Promise<void> {
    if (!(await this.#connect())) return;
    const found = await this.resume();
    if (found && (await this.get<string>(OWNER)) === owner) return;
    await this.#clear();
    this.#key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    await this.#db?.put('keys', this.#key, KEY);
    await this.put(OWNER, owner);
  }

  async put(name: string, value: unknown): Promise<void> {
    const [db, key] = [this.#db, this.#key];
    if (!db || !key) {
      this.#memory.set(name, structuredClone(value));
      return;
    }
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(name) }, key, plain);
    // The store was locked or dropped meanwhile, so the value is silently not stored.
    if (this.#key !== key) return;
    await db.put('values', { iv, data } satisfies Encrypted, name).catch((error: unknown) => {
      if (this.#key === key) throw error;
    });
  }

  async get<T>(name: string): Promise<T | undefined> {
    if (!this.#db || !this.#key) return this.#memory.get(name) as T | undefined;
    const encrypted = (await this.#db.get('values', name)) as Encrypted | undefined;
    if (!encrypted) return undefined;
    try {
      const { iv, data } = encrypted;
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bytes(name) }, this.#key, data);
      return JSON.parse(new TextDecoder().decode(plain)) as T;
    } catch {
      // The key of this value is gone, so the value counts as missing.
      return undefined;
    }
  }

  async del(name: string): Promise<void> {
    this.#memory.delete(name);
    await this.#db?.delete('values', name);
  }

  /** All values with the prefix, in the order of their names. */
  async all<T>(prefix: string): Promise<T[]> {
    const names = this.#db
      ? ((await this.#db.getAllKeys('values', IDBKeyRange.bound(prefix, `${prefix}\uffff`))) as string[])
      : [...this.#memory.keys()].filter((name) => name.startsWith(prefix)).sort();
    const values = await Promise.all(names.map((name) => this.get<T>(name)));
    return values.filter((value): value is Awaited<T> & T => value !== undefined);
  }

  /** Deletes all values except those with the prefix. */
  async retainOnly(prefix: string): Promise<void> {
    const names = (await this.#db?.getAllKeys('values')) as string[] | undefined;
    for (const name of names ?? []) if (name !== OWNER && !name.startsWith(prefix)) await this.del(name);
  }

  /** Deletes all values except those with the prefix, and closes the store until the same person opens it again. */
  async lock(prefix: string): Promise<void> {
    const stays = (name: string) => name === OWNER || name.startsWith(prefix);
    if (!this.#db) {
      // Values in memory could not be told from those of another person.
      this.#memory.clear();
      return;
    }
    const names = (await this.#db.getAllKeys('values')) as string[];
    if (!names.some((name) => name.startsWith(prefix))) return this.drop();
    for (const name of names.filter((name) => !stays(name))) await this.#db.delete('values', name);
    this.#key = null;
    this.#memory.clear();
    this.#db.close();
    this.#db = null;
  }

  /** Deletes everything, the key first, because the values are unreadable without it. */
  async drop(): Promise<void> {
    this.#key = null;
    this.#memory.clear();
    // At sign-out the server's answer may make the browser clear the site data at the same time.
    if (await this.#connect()) await this.#clear().catch(() => undefined);
    this.#db?.close();
    this.#db = null;
    if (typeof indexedDB !== 'undefined') await deleteDB(NAME).catch(() => undefined);
  }

  async #clear(): Promise<void> {
    await this.#db?.clear('keys');
    await this.#db?.clear('values');
    this.#memory.clear();
  }

  async #connect(): Promise<boolean> {
    if (this.#db) return true;
    if (typeof indexedDB === 'undefined' || typeof crypto.subtle === 'undefined') return false;
    try {
      this.#db = await openDB(NAME, 1, {
        upgrade(db) {
          db.createObjectStore('keys');
          db.createObjectStore('values');
        },
        blocking: () => {
          this.#db?.close();
          this.#db = null;
        },
        terminated: () => (this.#db = null),
      });
      return true;
    } catch {
      return false;
    }
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export const store = new Store();
