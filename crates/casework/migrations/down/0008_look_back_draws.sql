DROP TABLE look_back_draws;
