export { checkDependencies, type Dependencies, type DependencyState } from './dependencies';
export { measureDependencies } from './dependency-metrics';
