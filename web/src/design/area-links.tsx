import { Icon, type IconName } from './icon.tsx';
import { PageLink } from './page-link.tsx';

interface Area {
  readonly name: string;
  readonly to: string;
  readonly icon: IconName;
}

const AREAS = [
  { name: 'Chat', to: '/', icon: 'chat' },
  { name: 'Films', to: '/movies', icon: 'film' },
] as const satisfies readonly Area[];

export interface AreaLinksProps {
  readonly current: (typeof AREAS)[number]['name'];
  readonly onFollow?: () => void;
  readonly className?: string;
}

/** The way between the two halves of Starweave. */
export function AreaLinks({ current, onFollow = () => {}, className = '' }: AreaLinksProps) {
  return (
    <nav aria-label="Starweave" className={className}>
      <ul className="flex gap-1 rounded-full border border-line bg-paper p-1">
        {AREAS.map(({ name, to, icon }) => {
          const isCurrent = name === current;
          return (
            <li key={name} className="flex-1">
              <PageLink
                to={to}
                onFollow={onFollow}
                isCurrent={isCurrent}
                className={`flex min-h-7 items-center justify-center gap-1.5 rounded-full px-3 text-sm font-medium transition-colors ${isCurrent ? 'bg-accent text-accent-ink' : 'text-ink-soft hover:bg-accent-wash hover:text-ink'}`}
              >
                <Icon name={icon} size={16} />
                {name}
              </PageLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
