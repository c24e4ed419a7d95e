export {
  checkDependencies,
  type Dependencies,
  type DependencyState,
  type DependencyStates,
} from './dependencies';
export { measureDependencies } from './dependency-metrics';
