import { msg } from '../../../kit';
import type { BookingMode } from '../../../kit/api/types';

/** The ways in which places can be booked, for a selection. */
export function modeOptions(): { value: BookingMode; label: string }[] {
  const modes: BookingMode[] = ['open', 'block', 'overflow', 'waitlist'];
  return modes.map((value) => ({ value, label: msg.places.modes[value] }));
}
