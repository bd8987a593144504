// Tests of the notebook.
