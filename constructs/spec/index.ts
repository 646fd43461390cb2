export * from './reason';
export * from './components';
export * from './contract';
export * from './endpoints';
export * from './rows';
export * from './ports';
export * from './issues';
export * from './image';
