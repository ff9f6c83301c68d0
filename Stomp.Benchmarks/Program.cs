using BenchmarkDotNet.Running;
using Stomp.Benchmarks.Load.Commands;

if (LoadCommandLine.IsFor(args))
{
    return await LoadCommandLine.InvokeAsync(args);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
