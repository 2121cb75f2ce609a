/** Optional signals on this device: two soft tones and a short vibration. They are off by default. */
export type Signal = 'sound' | 'vibration';

const STORAGE_KEYS: Record<Signal, string> = { sound: 'sound', vibration: 'vibration' };
const LOUDNESS = 0.06;
const TONES = [523, 659];

export const isSignalOn = (signal: Signal): boolean => localStorage.getItem(STORAGE_KEYS[signal]) === 'on';

export function setSignal(signal: Signal, on: boolean): void {
  if (on) localStorage.setItem(STORAGE_KEYS[signal], 'on');
  else localStorage.removeItem(STORAGE_KEYS[signal]);
}

let context: AudioContext | undefined;

export function playSignals(): void {
  if (isSignalOn('vibration')) navigator.vibrate?.([80, 60, 80]);
  if (isSignalOn('sound')) play();
}

function play(): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  // Browsers mute a page that nobody has interacted with.
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
