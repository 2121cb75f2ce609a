/** Quiet signs for whoever wants them on this device: two soft tones, a short vibration. Off until they are turned on. */
export type Sign = 'sound' | 'vibration';

const KEPT: Record<Sign, string> = { sound: 'sound', vibration: 'vibration' };
const LOUDNESS = 0.06;
const TONES = [523, 659];

export const isOn = (sign: Sign): boolean => localStorage.getItem(KEPT[sign]) === 'on';

export function turn(sign: Sign, on: boolean): void {
  if (on) localStorage.setItem(KEPT[sign], 'on');
  else localStorage.removeItem(KEPT[sign]);
}

let context: AudioContext | undefined;

export function signal(): void {
  if (isOn('vibration')) navigator.vibrate?.([80, 60, 80]);
  if (isOn('sound')) play();
}

function play(): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  // A browser keeps a page quiet that nobody has touched yet.
  void context.resume().catch(() => undefined);
  for (const [index, tone] of TONES.entries()) {
    const [from, gain, source] = [currentTime + index * 0.18, context.createGain(), context.createOscillator()];
    source.frequency.value = tone;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.03);
    gain.gain.linearRampToValueAtTime(0, from + 0.3);
    source.connect(gain).connect(destination);
    source.start(from);
    source.stop(from + 0.32);
  }
}
