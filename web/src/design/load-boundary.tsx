import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface LoadBoundaryState {
  readonly hasFailed: boolean;
}

export interface LoadBoundaryProps {
  readonly children: ReactNode;
}

/** Stands in for a part of the page that could not be loaded or drawn, and says how to go on; the rest stays. */
export class LoadBoundary extends Component<LoadBoundaryProps, LoadBoundaryState> {
  override state: LoadBoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): LoadBoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <div role="alert" className="grid justify-items-start gap-3 p-6">
        <span className="text-danger">
          <Icon name="warning" size={26} />
        </span>
        <p className="font-medium">This page could not be loaded.</p>
        <p className="max-w-prose text-ink-soft">
          Starweave may be restarting, or a newer version has been installed since you opened it.
        </p>
        <Button icon="repeat" variant="primary" onClick={() => window.location.reload()}>
          Load it again
        </Button>
      </div>
    );
  }
}
