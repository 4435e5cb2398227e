using Bridge.Benchmarks;

return await BenchmarkCommands.Create().Parse(args).InvokeAsync();
