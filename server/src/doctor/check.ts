/** One thing that the doctor looked at. */
export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly detail: string;
  /** What would fix it; empty when it is ok. */
  readonly advice: string;
}

export function passed(name: string, detail: string): DoctorCheck {
  return { name, ok: true, detail, advice: '' };
}

export function failed(name: string, detail: string, advice: string): DoctorCheck {
  return { name, ok: false, detail, advice };
}
