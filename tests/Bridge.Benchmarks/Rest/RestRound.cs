namespace Bridge.Benchmarks.Rest;

/// <summary>One start of one build.</summary>
/// <param name="Build">Which.</param>
/// <param name="Ready">From the start of the process until <c>/readyz</c> says yes.</param>
/// <param name="Started">Its memory then.</param>
/// <param name="Rested">Its memory after a while without anything to do.</param>
internal sealed record RestRound(BridgeBuild Build, TimeSpan Ready, ResidentMemory Started, ResidentMemory Rested);
