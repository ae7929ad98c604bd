import sys; sys.path.insert(0,'.')
from pathlib import Path
import torch; torch.set_num_threads(1)
from tiny_pipeline import *
p=make_pipeline(Path('/tmp/tinyp'))
for n in ('unet','vae','text_encoder'): print(n, sum(x.numel() for x in getattr(p,n).parameters()))
from diffusers import DDIMScheduler, EulerDiscreteScheduler
p.scheduler=EulerDiscreteScheduler.from_config(p.scheduler.config)
import numpy as np
def run(prompt,neg="low quality",g=7.5,seed=0):
    lat=[]
    def cb(pp,i,t,k): lat.append(k['latents'].clone()); return {}
    im=p(prompt,negative_prompt=neg,guidance_scale=g,num_inference_steps=6,height=64,width=64,generator=torch.Generator().manual_seed(seed),callback_on_step_end=cb,output_type='np').images[0]
    return im,lat
a,la=run("a lighthouse under a full moon"); b,lb=run("a dog"); c,_=run("a dog",neg="text")
print(a.mean(),a.std(),(a<=0).mean(),(a>=1).mean(), np.abs(a-b).mean(), np.abs(b-c).mean())
for x in la: print(x.std().item(), x.abs().max().item())
