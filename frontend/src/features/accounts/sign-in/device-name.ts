/** Names a login in the list of logins by browser and system, without versions. */
export function deviceName(): string {
  const agent = navigator.userAgent;
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(agent)?.[0] ?? '';
  const browser = /MicroMessenger|Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? '';
  const names: Record<string, string> = { Edg: 'Edge', MicroMessenger: 'WeChat' };
  return [names[browser] ?? browser, system].filter(Boolean).join(', ');
}
