namespace Bridge.Benchmarks;

/// <summary>A run that measured nothing: something was refused, lost or doubled, or a tool is missing. The message is for the reader.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
